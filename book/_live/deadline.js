/* The worker's clock: Python in WASM has neither threads nor timers, but it looks at the interrupt buffer's entry 0 at every 50th
   jump or call, and takes a number that is not 0 for a signal. Here that entry is computed from the time.
   Once, after loadPyodide: offerDeadline(pyodide). Python then calls nn_worker.nn_deadline(milliseconds, signal), and
   nn_deadline(null) when the limited code has ended: only between the two is there a buffer to look at. */

const ROOM = 200; // milliseconds in which the code may end by itself, alarmed every 10
const PAUSE = 10;

export function offerDeadline(pyodide) {
  let due = Infinity;
  let first = Infinity;
  let number = 0;
  const buffer = {
    get 0() {
      const now = performance.now();
      if (now < due) return 0;
      // a bare `except:` in a loop swallows one alarm after another, and in the end does not come to its jump without one
      first = Math.min(first, now);
      due = now - first < ROOM ? now + PAUSE : now;
      return number;
    },
    set 0(_value) {}, // Pyodide puts 0 back after it has read a number
  };
  pyodide.registerJsModule("nn_worker", {
    nn_deadline(milliseconds, signal) {
      const none = milliseconds === null || milliseconds === undefined;
      due = none ? Infinity : performance.now() + milliseconds;
      first = Infinity;
      number = signal ?? 2;
      pyodide.setInterruptBuffer(none ? undefined : buffer);
    },
  });
}
