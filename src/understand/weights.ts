// The weights of model.ts, learned by `npm run train -- --write` from the 7643 questions of the knowledge folder; not edited by hand.
// A weight of 0 is a feature that did not earn its place (scripts/training/fit.ts).
import type { Models } from './model.ts';

export const MODELS: Models = {
  // Held out: recall@1 0.684, expected calibration error 0.010.
  rich: {
    weights: {
      same: 6.3147,
      entry_cosine: 0.8903,
      entry_close: 0,
      entry_log: 0.9586,
      class_log: 0.7638,
      background: 0.1469,
      used: 0,
      covered: 0,
    },
    none: {
      bias: 0,
      brevity: 0,
      class_doubt: 0,
    },
    any: {
      weights: {
        same: 5.1938,
        entry_cosine: 3.1244,
        entry_close: 0,
        entry_log: 0.3803,
        class_log: 0.156,
        background: 0.0638,
        used: 0,
        covered: 0,
      },
      none: {
        bias: -2.2818,
        brevity: -0.1188,
        class_doubt: 2.0416,
      },
    },
  },
  // Held out: recall@1 0.539, expected calibration error 0.033.
  thin: {
    weights: {
      same: 7.9511,
      entry_cosine: 3.2665,
      entry_close: 0,
      entry_log: 1.1673,
      class_log: 0.3868,
      background: -1.08,
      used: 0,
      covered: 0,
    },
    none: {
      bias: -2.7083,
      brevity: -0.5989,
      class_doubt: 1.4534,
    },
  },
  // Held out: recall@1 0.484, expected calibration error 0.021.
  plain: {
    weights: {
      same: 7.8289,
      entry_cosine: 0,
      entry_close: 5.785,
      entry_log: 1.7261,
      class_log: 0,
      background: -0.4524,
      used: 0,
      covered: 0,
    },
    none: {
      bias: 0,
      brevity: 0,
      class_doubt: 0,
    },
    any: {
      weights: {
        same: 4.72,
        entry_cosine: 0,
        entry_close: 0,
        entry_log: 0,
        class_log: 0,
        background: -0.6667,
        used: 2.005,
        covered: 1.9087,
      },
      none: {
        bias: 1.0698,
        brevity: 1.3257,
        class_doubt: 0,
      },
    },
  },
};
