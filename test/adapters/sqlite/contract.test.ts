// Holds the SQLite store to the contract of the Store port.
import { storeContract } from '../../contract/store.ts';
import { makePlace } from './place.ts';

storeContract('sqlite', async (revive) => {
  const place = makePlace();
  const store = place.open({ revive });
  return {
    store,
    async reopen() {
      await store.close();
      return place.open({ revive });
    },
    dispose: place.dispose,
  };
});
