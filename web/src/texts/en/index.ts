/** Every word in English. The page itself imports the two halves apart. */
import { first } from "./first";
import { later } from "./later";

export const en = { ...first, ...later } as const;
