// What a host page may do: shortcuts on every key, and a changed prototype.
"use strict";
window.keys = [];
document.addEventListener("keydown", (event) => window.keys.push(event.key));
window.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
