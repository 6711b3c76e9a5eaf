/** Whether what was written cannot be an address; the server has the last word. Empty is fine. */
export function emailWrong(words: string): boolean {
  const address = words.trim();
  return address !== "" && !/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)*$/.test(address);
}
