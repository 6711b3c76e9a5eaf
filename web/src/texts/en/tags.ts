export const tags = {
  add: "Add a tag",
  search: "Tag",
  none: "No tag of that name",
  create: "Create “{{name}}”",
  create_long: "A tag has at most {{max}} characters.",
  remove: "Remove the tag {{name}}",
  on: "is on it",
  key: "Tag",
} as const;
