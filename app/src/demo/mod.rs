//! The example organisation, from a seed.
