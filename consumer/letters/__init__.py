"""`signal-kameleoon dead-letters`: what lies in the dead-letter topic, and what today's mapping makes of it.

    commands                     `list` and `show` as processes: what they print, and their exit codes
    asking                       from the command line's texts to what is asked
    topic                        opens the topic and reads it; obstacles  why not, and what to do about it
    place, letter                coordinates, and a letter read back from its headers
    counting                     letters by kind and by hour
    choosing                     which letters are wanted, and which offsets have to be read for them
    counts_text, counts_json     what `list` prints, with its table in kinds_text
    letter_text, letter_json     what `show` prints, with headers, key and value in content_text
    judged_text                  what today's mapping makes of it
    advice, times, value_text    parts of these

Nothing is changed by it: no group is joined, nothing is committed, no letter is moved or deleted.
What writes letters is `consumer.core.dead_letter` and `consumer.kafka.dead_letters`.
"""
