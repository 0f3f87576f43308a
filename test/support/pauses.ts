/** Milliseconds that look like chance and are the same in every run, so that a failure can be had again. */
export function* pauses(count: number, least: number, spread: number): Generator<number> {
  let random = 7
  for (let index = 0; index < count; index++) {
    random = (random * 1_103_515_245 + 12_345) % 2_147_483_648
    yield least + (random % spread)
  }
}
