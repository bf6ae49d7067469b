from django.http import HttpResponse


def agenda(request, slug):
    return HttpResponse("")


company = participants = agenda
