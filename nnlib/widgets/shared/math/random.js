// Random numbers that come again: a generator is a function that gives the next number of (0, 1), started by a seed.
// mulberry32 (T. Ettinger, 2017): 32 bits of state, good enough for pictures; normal draws by Box and Muller.

export function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 4294967296; // never 0 or 1, so that a logarithm of it exists
  };
}

export function uniforms(random, count, low = 0, high = 1) {
  return Array.from({ length: count }, () => low + (high - low) * random());
}

// two uniform numbers give one normal one, so that each draw takes the same number of steps
export function normals(random, count, mean = 0, deviation = 1) {
  return Array.from({ length: count }, () => {
    const radius = Math.sqrt(-2 * Math.log(random()));
    return mean + deviation * radius * Math.cos(2 * Math.PI * random());
  });
}

// a whole number of 0 ... count - 1
export function below(random, count) {
  return Math.floor(random() * count);
}

// 0 ... count - 1 in random order, by Fisher and Yates
export function permutation(random, count) {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = below(random, i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

// the same from a seed, for tests and for state that holds a seed alone
export const drawn = {
  uniforms: (seed, ...rest) => uniforms(generator(seed), ...rest),
  normals: (seed, ...rest) => normals(generator(seed), ...rest),
  permutation: (seed, count) => permutation(generator(seed), count),
};
