// Our pages work without this script; it only brings the quote into view where a browser lost the #quote of a link.
document.getElementById("quote")?.scrollIntoView({ block: "center" });
