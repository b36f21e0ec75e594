"""What a document, a file name or a question may try on a page: thirty payloads, each of them only text."""

from __future__ import annotations

OTHER = "http://evil.example"

PAYLOADS = (
    "<script>window.pwned=1</script>",
    "</script><script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    f"<img src={OTHER}/a.png>",
    "<svg onload=window.pwned=1></svg>",
    "<svg><script>window.pwned=1</script></svg>",
    f"<iframe src={OTHER}></iframe>",
    '<iframe srcdoc="<script>parent.pwned=1</script>"></iframe>',
    f"<form action={OTHER}><button>Go</button></form>",
    f"<meta http-equiv=refresh content='0;url={OTHER}'>",
    f"<base href={OTHER}>",
    f"<link rel=stylesheet href={OTHER}/a.css>",
    f"<style>@import '{OTHER}/a.css'; body{{display:none}}</style>",
    f"<a href={OTHER} autofocus onfocus=window.pwned=1>x</a>",
    "<a href='javascript:window.pwned=1'>x</a>",
    "<details open ontoggle=window.pwned=1>x</details>",
    f"<video><source src={OTHER}/a.mp4 onerror=window.pwned=1></video>",
    f"<object data={OTHER}></object>",
    "<math><mtext></mtext><script>window.pwned=1</script></math>",
    "<input autofocus onfocus=window.pwned=1>",
    '"><script>window.pwned=1</script>',
    "' onmouseover='window.pwned=1' x='",
    "${window.pwned=1}",
    "${alert(1)}`+(window.pwned=1)+`",
    "{{#with this}}{{constructor.constructor 'window.pwned=1'}}{{/with}}",
    f"![x]({OTHER}/a.png) [y](javascript:window.pwned=1)",
    f"{OTHER}/auto.link www.evil.example",
    "$$\\href{javascript:window.pwned=1}{x}$$ \\(x\\)",
    "-->]]><script>window.pwned=1</script><!--<plaintext>",
    "\x00\ud800\u202e<scr\x00ipt>window.pwned=1</script>",
)
