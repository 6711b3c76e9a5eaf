/** What holds for every field of a form. */
import { createContext, useContext } from "react";

export interface FormState {
  /** Why nothing here may be changed, and the id of the place where it is written. */
  locked: { reason: string; id: string } | null;
  /** Somebody pressed Save: now every mistake is shown, also in fields not yet left. */
  attempted: boolean;
}

export const FormContext = createContext<FormState>({ locked: null, attempted: false });

export function useForm(): FormState {
  return useContext(FormContext);
}
