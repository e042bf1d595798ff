"""Tests of the judge: forged histories that it must not let pass, and good ones that it must."""
