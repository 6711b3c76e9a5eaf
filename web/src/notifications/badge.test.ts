import { expect, test } from "vitest";
import { besideBadge } from "./badge";

test("beside its badge a state is not said twice", () => {
  expect(besideBadge("skipped", "Skipped: the condition was not met.")).toBe("The condition was not met.");
  expect(besideBadge("sent", "Sent to 2 addresses.")).toBe("Sent to 2 addresses.");
  expect(besideBadge("waiting", "")).toBe("");
});
