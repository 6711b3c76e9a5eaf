/** Where tooltips, menus and popovers are put: into the page's main part, so that they stand in a
    landmark like everything else. `null`: the body. */
export function floatPlace(): HTMLElement | null {
  return document.querySelector("main");
}
