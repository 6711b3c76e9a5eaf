import { app } from "./app";
import { calls } from "./calls";
import { form } from "./form";
import { inbox } from "./inbox";
import { palette } from "./palette";
import { phone } from "./phone";
import { settings } from "./settings";
import { signin } from "./signin";

export const en = { app, calls, form, inbox, palette, phone, settings, signin } as const;
