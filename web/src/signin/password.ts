/** What a password must be; the server checks the same. Pure. */

export const PASSWORD_CHARACTERS_MIN = 10;
export const PASSWORD_CHARACTERS_MAX = 200;

export type Rule = "long_enough" | "not_too_long" | "not_the_email";

/** Every rule that is worth a line, and whether it is met. An upper limit is named only when it is passed. */
export function rulesOf(password: string, email: string): { rule: Rule; met: boolean }[] {
  const length = Array.from(password).length;
  const same = password.trim() !== "" && password.trim().toLowerCase() === email.trim().toLowerCase();
  return [
    { rule: "long_enough", met: length >= PASSWORD_CHARACTERS_MIN },
    ...(length > PASSWORD_CHARACTERS_MAX ? [{ rule: "not_too_long" as const, met: false }] : []),
    { rule: "not_the_email", met: length > 0 && !same },
  ];
}

export function acceptable(password: string, email: string): boolean {
  return rulesOf(password, email).every(({ met }) => met);
}

/** Whether it looks like an e-mail address; whether it is one, only its mailbox knows. */
export function looksLikeEmail(text: string): boolean {
  const [local, domain, ...more] = text.trim().split("@");
  return Boolean(local && domain) && more.length === 0 && !/\s/.test(text.trim()) && text.trim().length <= 254;
}
