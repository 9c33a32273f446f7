/** Markup, scripts, direction overrides, escapes and unbroken length: all of it must come out as the text it is. */
export const HOSTILE = {
  title: '<img src=x onerror="window.pwned=1">\u202egnp.tcejni\u202c [b](javascript:window.pwned=2)',
  start:
    '<script>window.pwned = 3</script><iframe srcdoc="<script>parent.pwned=4</script>"></iframe>\n' +
    '![x](http://127.0.0.1:9/x.png) [y](javascript:window.pwned=5) \\u0000\\x00%00 \u200b\u{e0041}\n',
  tool: '"><svg/onload=window.pwned=6>',
}
