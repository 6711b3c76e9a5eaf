/** What is said on pages and in parts that are fetched when they are opened, `withTexts` around them. */
import { desk } from "./desk";
import { form } from "./form";
import { notifications } from "./notifications";
import { outbox } from "./outbox";
import { palette } from "./palette";
import { rich } from "./rich";
import { settings } from "./settings";
import { signin } from "./signin";

export const later = { desk, form, notifications, outbox, palette, rich, settings, signin } as const;
