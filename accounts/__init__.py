"""Who is there: organisations and the viewer of a page. Users, sessions and policy are not here yet."""
