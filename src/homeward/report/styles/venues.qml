<!DOCTYPE qgis PUBLIC "http://mrcc.com/qgis.dtd" "SYSTEM">
<qgis version="3.22" styleCategories="Symbology">
 <renderer-v2 type="singleSymbol" symbollevels="0" enableorderby="0">
  <symbols>
   <symbol type="marker" name="0" alpha="1" clip_to_extent="1">
    <layer class="SimpleMarker" enabled="1" pass="0">
     <Option type="Map">
     <Option name="name" type="QString" value="circle"/>
     <Option name="color" type="QString" value="122,62,142,255"/>
     <Option name="outline_color" type="QString" value="255,255,255,255"/>
     <Option name="size" type="QString" value="2"/>
     </Option>
    </layer>
   </symbol>
  </symbols>
 </renderer-v2>
</qgis>
