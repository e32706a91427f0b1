// The weights of model.ts, learned by `npm run train -- --write` from the 7643 questions of the knowledge folder; not edited by hand.
// A weight of 0 is a feature that did not earn its place (scripts/training/fit.ts).
import type { Models } from './model.ts';

export const MODELS: Models = {
  // Held out: recall@1 0.682, expected calibration error 0.011.
  rich: {
    weights: {
      same: 7.6128,
      entry_cosine: 1.6303,
      entry_log: 0.7743,
      class_log: 0.786,
      background: 0.1619,
    },
    none: {
      bias: -2.9706,
      brevity: -0.7697,
      class_doubt: 1.3462,
    },
  },
  // Held out: recall@1 0.539, expected calibration error 0.033.
  thin: {
    weights: {
      same: 7.9511,
      entry_cosine: 3.2665,
      entry_log: 1.1673,
      class_log: 0.3868,
      background: -1.08,
    },
    none: {
      bias: -2.7083,
      brevity: -0.5989,
      class_doubt: 1.4534,
    },
  },
  // Held out: recall@1 0.521, expected calibration error 0.045.
  plain: {
    weights: {
      same: 8.9358,
      entry_cosine: 6.7524,
      entry_log: 1.3521,
      class_log: 0,
      background: -0.4529,
    },
    none: {
      bias: -0.8013,
      brevity: -0.9346,
      class_doubt: 0,
    },
  },
};
