select identifier_id from verdict where standing = 'shared' and old_standing is distinct from 'shared'
