/** What the inbox, the handset and the frame say: part of the first load. */
import { alerts } from "./alerts";
import { app } from "./app";
import { calls } from "./calls";
import { inbox } from "./inbox";
import { phone } from "./phone";
import { tags } from "./tags";
import { tasks } from "./tasks";

export const first = { alerts, app, calls, inbox, phone, tags, tasks } as const;
