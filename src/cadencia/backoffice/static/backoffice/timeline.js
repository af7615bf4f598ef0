// The picture of a contract's life opens at today, where it is wider than its place.

const TODAY_AT = 0.6; // of the width: what was lies before it, what comes next after it

const picture = document.querySelector(".o-life");
const today = picture?.querySelector(".o-life-today");
if (today) picture.scrollLeft = today.offsetLeft - picture.clientWidth * TODAY_AT;
