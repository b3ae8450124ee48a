from django.template.loader import render_to_string


def library_panel(request, lead) -> str:
    """For the lead record: the way to what to give this person next, for those who use the library."""
    if not request.user.has_perm("library.use_library"):
        return ""
    return render_to_string("library/sheet/record_panel.html", {"lead": lead}, request)
