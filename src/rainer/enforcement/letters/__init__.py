"""Letters of enforcement: versioned templates as data, and the one paper made from each, for PDF and HTML alike."""

from rainer.enforcement.letters.compose import compose, says
from rainer.enforcement.letters.templates import Part, Template, template, template_for, templates

__all__ = ["Part", "Template", "compose", "says", "template", "template_for", "templates"]
