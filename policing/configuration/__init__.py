"""Long values of settings that no operator sets. ``policing.settings`` says where each stands; nothing else reads them here."""
