// Offers to print the list; without a script the browser's own button does it.
"use strict";

(() => {
  const offer = document.getElementById("print");
  offer.hidden = false;
  offer.querySelector("button").addEventListener("click", () => window.print());
})();
