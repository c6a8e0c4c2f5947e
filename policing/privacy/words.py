"""The words of references: short plain nouns, easy to say on the phone and hard to mistake for one another.

No slur, weapon, crime, illness, death or police word, no person's name; any two differ in two letters or more. A word that
was once drawn stays readable when it is taken out of the list, since a reference of the right shape is always understood.
"""

from __future__ import annotations

WORDS = tuple(
    """
acorn alcove almond alpaca anchor antler apple apron arbour arcade atlas avenue azalea badger bagel bakery ballad ballet
bamboo banjo banner barley basin basket beach beacon beagle birch bison blazer bobbin bonnet boot bread bridge brooch brook
brush bubble bucket buckle bugle butter button cabin cactus camera canal canoe canvas canyon carpet carrot carton cashew
castle catkin cedar celery cello cereal chair cheese chime chorus cicada cinema circle citrus clock cloud cobble cocoa
coffee cookie cornet cosmos cotton crate crayon cream crocus crumb crust cube cupola cycle cygnet cymbal damson diary dinner
doily domino drawer drum dune duvet easel eclair elbow ember enamel engine fabric farm fiddle field finch fjord flask fleece
floret flower flute foam folder fondue forest fossil fringe frog frost gable gadget galaxy gannet garden garlic gate gazebo
gecko gelato geyser glade glass globe goose grape gravel gravy grotto grove guava guitar hamlet harp hatch hedge helmet
heron hinge hobby hoop horse humbug hummus icicle igloo indigo inkpot inlet island jacket jelly jetty jewel jigsaw judo
juice jumper jungle kale kayak kelp kennel kettle kiosk kite kitten koala lace ladder ladle lagoon lamp lapel larch lawn
leaf ledger legume lemon lemur lentil lichen lilac limpet linen llama lodge loft lolly loom lotus lunch lupin lyric magnet
magpie mallow mango mantle maple marble market marrow meadow medley meteor midday minnow mint mirror moped mosaic moss moth
muesli muffin mural museum music muslin napkin nest noodle nougat novel nugget nutmeg oasis oboe ocean octave onion opera
orange orbit orchid osprey otter outing oven oyster paddle pagoda palace palm panel papaya paper parcel parka pasta pastel
pastry patio peanut pebble pencil petal pewter piano pickle picnic pillow planet plank plate plaza plinth plover plum pocket
polka pomelo pond poplar poster potato prism prune pulley puppet puppy puzzle pylon quail quartz quiche quilt quince rabbit
radio radish raft rafter raisin rattle ravine recipe ribbon ripple robot roller roost rudder russet salad salmon salsa samba
sandal saucer scarf school scone scroll season seesaw sequin sesame sheep shell shoe shovel shower shrimp shrub silo silver
sitar skate sketch sledge smile sofa sorbet soup spark sphere spice spiral splash sponge spoon spring sprout spruce staple
statue stork stream street studio suede sugar sundae sunset swan syrup tablet tandem tapir tassel teacup teapot tennis
thread thrush ticket tiger tile timber tinsel toast tofu toggle tomato topaz toucan tower toybox trail tree trifle trophy
trowel tulip tundra tunic tunnel turnip turret turtle tweed twig valley vase velvet verse violin volume voyage wafer waffle
wagon walnut walrus waltz wharf wheel whisk wicker widget wigwam window winter wombat wonder yacht yarn yeast zebra zenith
zigzag zipper zither
""".upper().split()
)
