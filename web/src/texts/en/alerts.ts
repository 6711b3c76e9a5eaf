export const alerts = {
  title: "Alerts",
  unseen_one: "Alerts, {{count}} not seen",
  unseen_other: "Alerts, {{count}} not seen",
  many: "99+",
  call: "Call of {{name}}",
  told: "Alert. {{words}}",
  open: "Open",
} as const;
