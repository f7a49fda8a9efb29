//! Stories and stores through the whole app, on both engines, and the checks of the house.

mod support;

mod people;
