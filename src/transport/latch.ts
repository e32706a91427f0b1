// Many hints, one run at a time: a hint during a run makes one more run, however many there were.

export interface Latch {
  wake(): void;
  stop(): void;
}

/** `pauseMs` is the least time from one run's end to the next one's start. What `run` throws goes to `onError`. */
export function createLatch(run: () => Promise<void>, onError: (error: unknown) => void, pauseMs = 0): Latch {
  let running = false;
  let again = false;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  async function loop(): Promise<void> {
    running = true;
    again = false;
    await run().catch(onError);
    if (pauseMs > 0 && !stopped) await new Promise<void>((resolve) => { timer = setTimeout(resolve, pauseMs).unref(); });
    running = false;
    if (again) wake();
  }

  function wake(): void {
    if (stopped) return;
    if (running) again = true;
    else void loop();
  }

  return {
    wake,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
