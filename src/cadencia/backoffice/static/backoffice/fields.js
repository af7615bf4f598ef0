// Dates with the browser's calendar beside the text; months by sets.

document.addEventListener("click", (event) => {
  const calendar = event.target.closest("[data-calendar]");
  if (calendar) openCalendar(calendar.closest(".o-date-field"));
  const set = event.target.closest("[data-months]");
  if (set) chooseMonths(set.closest(".o-months"), set.dataset.months.split(" "));
});

function openCalendar(field) {
  const [text, native] = field.querySelectorAll("input");
  const typed = text.value.match(/^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/);
  native.value = typed ? `${typed[3]}-${typed[2].padStart(2, "0")}-${typed[1].padStart(2, "0")}` : "";
  native.onchange = () => {
    if (!native.value) return;
    text.value = native.value.split("-").reverse().join("/");
    tell(text);
    text.focus();
  };
  native.showPicker?.();
}

function chooseMonths(group, numbers) {
  for (const box of group.querySelectorAll("input[type=checkbox]")) {
    box.checked = numbers.includes(box.value);
  }
  tell(group.querySelector("input"));
}

export function tell(input) {
  for (const name of ["input", "change"]) input.dispatchEvent(new Event(name, { bubbles: true }));
}
