import * as RadixSelect from "@radix-ui/react-select";
import { Icon } from "./Icon";

/** One of many, in a list that opens. */
export function Select<T extends string>({ label, value, choices, onChoose, id, disabled }: {
  label: string;
  value: T;
  choices: readonly { value: T; words: string }[];
  onChoose: (value: T) => void;
  id?: string | undefined;
  disabled?: boolean | undefined;
}) {
  return (
    <RadixSelect.Root value={value} onValueChange={(chosen) => onChoose(chosen as T)} {...(disabled ? { disabled } : {})}>
      <RadixSelect.Trigger className="field select" aria-label={label} id={id}>
        <RadixSelect.Value />
        <RadixSelect.Icon asChild>
          <Icon name="down" />
        </RadixSelect.Icon>
      </RadixSelect.Trigger>
      <RadixSelect.Portal>
        <RadixSelect.Content className="menu floating" position="popper" sideOffset={4} collisionPadding={8}>
          <RadixSelect.Viewport>
            {choices.map((choice) => (
              <RadixSelect.Item key={choice.value} className="mi" value={choice.value}>
                <RadixSelect.ItemText>{choice.words}</RadixSelect.ItemText>
                <RadixSelect.ItemIndicator className="end">
                  <Icon name="check" />
                </RadixSelect.ItemIndicator>
              </RadixSelect.Item>
            ))}
          </RadixSelect.Viewport>
        </RadixSelect.Content>
      </RadixSelect.Portal>
    </RadixSelect.Root>
  );
}
