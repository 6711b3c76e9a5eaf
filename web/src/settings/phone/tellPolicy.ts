import { t } from "../../texts";
import type { Settings } from "../documents";
import type { Field } from "../draft";
import { nameOf, type Told } from "../words";
import { countryOf } from "./countries";
import { isDear, type Policy, type Rules } from "./destinations";

/** What a prefix stands for: a country, a part of one, several, or none. */
export function placeWords(prefix: string): string {
  const country = countryOf(prefix);
  if (country) return country.whole ? country.name : t("settings.destinations.part", { name: country.name });
  return isDear(prefix) ? t("settings.destinations.network") : t("settings.destinations.several");
}

/** A field of the destinations and its value in words. */
export function tellPolicy(settings: Pick<Settings, "roles">) {
  return (field: Field<Policy>, policy: Policy): Told => {
    if (field === "teammate_calls" || field === "workspace_calls") {
      return { name: `${t("settings.destinations.hourly")}: ${t(`settings.destinations.field.${field}`)}`, value: String(policy[field]) };
    }
    const value: unknown = policy[field as `+${string}`];
    if (field.startsWith("role ")) {
      const role = nameOf(settings.roles, Number(field.slice("role ".length)));
      return { name: t("settings.destinations.field.role", { role }), value: value === undefined ? t("settings.destinations.told.everybody") : rulesWords(value as Rules) };
    }
    const reach = value as Rules[string] | undefined;
    return {
      name: t("settings.destinations.reach_of", { prefix: field, name: placeWords(field) }),
      value: reach === undefined ? t("settings.destinations.told.none") : t(`settings.destinations.reach.${reach}`),
    };
  };
}

function rulesWords(rules: Rules): string {
  const count = Object.keys(rules).length;
  return count === 0 ? t("settings.nowhere") : t("settings.rules", { count });
}
