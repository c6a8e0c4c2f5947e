"""The report journey: what, where, details, you, check, sent. One idea a page, no script, no account, nothing lost.

The draft lives on the server, sealed under the secret of a cookie that is sent to these pages alone. Nothing is written on GET.
"""
