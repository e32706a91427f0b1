// The weights of model.ts, learned by `npm run train -- --write` from the 7643 questions of the knowledge folder; not edited by hand.
// A weight of 0 is a feature that did not earn its place (scripts/training/fit.ts).
import type { Models } from './model.ts';

export const MODELS: Models = {
  // Held out: recall@1 0.677, expected calibration error 0.014.
  rich: {
    weights: {
      same: 7.5738,
      entry_cosine: 10.7665,
      class_log: 0.81,
      background: -0.0276,
    },
    none: {
      bias: -0.2726,
      brevity: -0.3086,
      class_doubt: 1.5099,
    },
  },
  // Held out: recall@1 0.535, expected calibration error 0.055.
  thin: {
    weights: {
      same: 8.2097,
      entry_cosine: 14.3771,
      class_log: 0.4233,
      background: -1.2869,
    },
    none: {
      bias: 1.037,
      brevity: 0.3772,
      class_doubt: 1.5777,
    },
  },
  // Held out: recall@1 0.521, expected calibration error 0.073.
  plain: {
    weights: {
      same: 9.2426,
      entry_cosine: 19.6313,
      class_log: 0,
      background: -0.5294,
    },
    none: {
      bias: 3.7253,
      brevity: 0.0742,
      class_doubt: 0,
    },
  },
};
