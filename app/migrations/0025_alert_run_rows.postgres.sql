-- PostgreSQL keeps rows and their key apart in any case.
select 1;
