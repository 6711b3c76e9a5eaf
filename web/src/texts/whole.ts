/** For tests: all words are there from the beginning. */
import { moreTexts } from ".";

await moreTexts();
