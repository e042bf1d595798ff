"""From a mapping's text to a blueprint, with everything that is wrong with it said at once.

`document` reads YAML and remembers places; `layers` lays a file over the preset that it extends; `whole`,
`events`, `fields`, `conditions` and `places` read the parts; `presets` finds the mappings that ship with the
package; `goal_ids` reads fixed goals that are given without a file; `schema` tells editors what a mapping
may hold.
"""
