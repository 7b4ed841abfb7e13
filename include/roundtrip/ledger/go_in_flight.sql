select moved_id from crm.go_in_flight(cast(:ids as uuid []), :owner, :now) where came_to = 'in_flight'
