"""The addresses of this app."""

from __future__ import annotations

from django.urls import path

from rainer.enforcement.views import absence, breach, compliance, hdc, letters, licence, parole

urlpatterns = [
    path("appointments/<int:pk>/decision/", absence.decision, name="absence_decision"),
    path("appointments/<int:pk>/next/", absence.enforcement_next, name="enforcement_next"),
    path("appointments/<int:pk>/warning/", letters.warning_letter, name="warning_letter"),
    path("enforcement-actions/<int:pk>/dealt-with/", absence.action_dealt_with, name="action_dealt_with"),
    path("letters/", letters.letters, name="letters"),
    path("letters/print/", letters.letters_print, name="letters_print"),
    path("letters/<int:pk>/", letters.letter, name="letter"),
    path("letters/<int:pk>.pdf", letters.letter_pdf, name="letter_pdf"),
    path("letters/<int:pk>/withdraw/", letters.letter_withdraw, name="letter_withdraw"),
    path("warnings/<int:pk>/withdraw/", letters.warning_withdraw, name="warning_withdraw"),
    path("people/<str:crn>/compliance/", compliance.compliance, name="compliance"),
    path("people/<str:crn>/compliance/<int:event>/why/", compliance.compliance_why, name="compliance_why"),
    path("teams/<str:code>/professional-judgement/", compliance.professional_judgement, name="professional_judgement"),
    path("appointments/<int:pk>/breach/", breach.breach_start, name="breach_start"),
    path("breach/<int:pk>/", breach.breach, name="breach"),
    path("breach/<int:pk>/view/", breach.breach_view, name="breach_view"),
    path("breach/<int:pk>/notice/", breach.breach_notice, name="breach_notice"),
    path("breach/<int:pk>/notice.pdf", breach.breach_notice_pdf, name="breach_notice_pdf"),
    path("breach/<int:pk>/pack/", breach.breach_pack, name="breach_pack"),
    path("breach/<int:pk>/pack.pdf", breach.breach_pack_pdf, name="breach_pack_pdf"),
    path("people/<str:crn>/licence/", licence.licence, name="licence"),
    path("people/<str:crn>/licence/<int:pk>/read/", licence.licence_read, name="licence_read"),
    path("people/<str:crn>/licence/vary/", licence.licence_vary, name="licence_vary"),
    path("people/<str:crn>/licence/why/<str:name>/", licence.licence_why, name="licence_why"),
    path("people/<str:crn>/hdc/", hdc.hdc, name="hdc"),
    path("people/<str:crn>/hdc/why/", hdc.hdc_why, name="hdc_why"),
    path("people/<str:crn>/hdc/facts/", hdc.hdc_facts, name="hdc_facts"),
    path("people/<str:crn>/hdc/criteria/<str:group>/", hdc.hdc_criteria, name="hdc_criteria"),
    path("people/<str:crn>/hdc/address/", hdc.hdc_address, name="hdc_address"),
    path("people/<str:crn>/parole/", parole.parole, name="parole"),
    path("people/<str:crn>/parole/list/", parole.parole_list, name="parole_list"),
    path("people/<str:crn>/parole/<int:pk>/move/<str:to>/", parole.parole_move, name="parole_move"),
    path("people/<str:crn>/parole/<int:pk>/part/<str:role>/", parole.parole_part, name="parole_part"),
    path("people/<str:crn>/parole/<int:pk>/disclosure/", parole.parole_disclosure, name="parole_disclosure"),
]
