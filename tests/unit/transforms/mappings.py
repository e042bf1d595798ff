"""Mappings that several tests share: the default preset, and one with every feature of the format."""

from typing import Final

from transforms import CompiledBlueprint, compile_blueprint, load_preset, parse_blueprint

FULL: Final = """\
when:
  - {from: [site, context.site], one_of: [shop, 3, true]}
  - {from: properties.test, present: false}
require_consent: analytics
max_age: 7d
nonce: {from: [properties.event_id, message_id], as: hex16}
identity:
  visitor_code: [vendor_ids.kameleoon_visitor_code, kameleoon_visitor_code]
  fallback: dead_letter
  max_characters: 12
events:
  Order Completed:
    aliases: [purchase]
    eventType: CONVERSION
    fields:
      revenue: {from: [properties.amount, properties.amount.value, properties.total], as: absolute_number}
      negative: {from: properties.back}
      metadata: {from: properties.custom}
    rules:
      - {when: {from: properties.plan, equals: gold}, fields: {goalId: {value: "1"}}}
      - when: [{from: properties.plan, one_of: [silver, 5]}, {from: properties.coupon, present: true}]
        fields: {goalId: {value: 2}, revenue: {value: 9.5}, negative: {value: false}}
      - when: {from: properties.kameleoon_goal_id, present: true}
        fields: {goalId: {from: properties.kameleoon_goal_id}}
  page:
    eventType: PAGE
    fields:
      referrersIndices: {from: [properties.channels, properties.channel]}
      href: {from: [context.page.url, properties.url]}
      title: {from: [context.page.title, context.page]}
      referrers: {from: context.page.referrer}
  Trial:
    eventType: CONVERSION
    when: {from: properties.plan, present: true}
    fields: {goalId: {from: properties.goal_id}, revenue: {from: properties.total}, negative: {value: true}}
"""

NOW_EPOCH_SECONDS: Final = 1_772_366_400.0
"""2026-03-01T12:00:00Z, for mappings that ask for an age."""


def default_mapping(max_event_bytes: int | None = None) -> CompiledBlueprint:
    """Compile the default preset."""
    preset = load_preset("default")
    if max_event_bytes is None:
        return compile_blueprint(preset)
    return compile_blueprint(preset, max_event_bytes=max_event_bytes)


def full_mapping() -> CompiledBlueprint:
    """Compile the mapping with every feature."""
    return compile_blueprint(parse_blueprint(FULL))


def gated_mapping() -> CompiledBlueprint:
    """Compile the default preset with consent and age, whose fallback and prefix the full mapping lacks."""
    return compile_blueprint(parse_blueprint("{extends: default, require_consent: marketing, max_age: 1h}"))
