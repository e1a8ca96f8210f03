<!DOCTYPE qgis PUBLIC "http://mrcc.com/qgis.dtd" "SYSTEM">
<qgis version="3.22" styleCategories="Symbology">
 <renderer-v2 type="categorizedSymbol" attr="light" symbollevels="0" enableorderby="0">
  <categories>
   <category value="lit" label="lit" symbol="0" render="true"/>
   <category value="dark" label="dark" symbol="1" render="true"/>
   <category value="unknown" label="light not known" symbol="2" render="true"/>
  </categories>
  <symbols>
   <symbol type="line" name="0" alpha="1" clip_to_extent="1">
    <layer class="SimpleLine" enabled="1" pass="0">
     <Option type="Map">
     <Option name="line_color" type="QString" value="201,138,0,255"/>
     <Option name="line_width" type="QString" value="0.4"/>
     <Option name="line_width_unit" type="QString" value="MM"/>
     <Option name="line_style" type="QString" value="solid"/>
     <Option name="capstyle" type="QString" value="round"/>
     </Option>
    </layer>
   </symbol>
   <symbol type="line" name="1" alpha="1" clip_to_extent="1">
    <layer class="SimpleLine" enabled="1" pass="0">
     <Option type="Map">
     <Option name="line_color" type="QString" value="35,54,92,255"/>
     <Option name="line_width" type="QString" value="0.6"/>
     <Option name="line_width_unit" type="QString" value="MM"/>
     <Option name="line_style" type="QString" value="solid"/>
     <Option name="capstyle" type="QString" value="round"/>
     </Option>
    </layer>
   </symbol>
   <symbol type="line" name="2" alpha="1" clip_to_extent="1">
    <layer class="SimpleLine" enabled="1" pass="0">
     <Option type="Map">
     <Option name="line_color" type="QString" value="141,141,152,255"/>
     <Option name="line_width" type="QString" value="0.3"/>
     <Option name="line_width_unit" type="QString" value="MM"/>
     <Option name="line_style" type="QString" value="dash"/>
     <Option name="capstyle" type="QString" value="round"/>
     </Option>
    </layer>
   </symbol>
  </symbols>
 </renderer-v2>
</qgis>
