<!DOCTYPE qgis PUBLIC "http://mrcc.com/qgis.dtd" "SYSTEM">
<qgis version="3.22" styleCategories="Symbology">
 <renderer-v2 type="graduatedSymbol" attr="walkers_tonight" graduatedMethod="GraduatedColor" symbollevels="0" enableorderby="0">
  <ranges>
   <range lower="0" upper="1" label="under 1 walker in the night" symbol="0" render="true"/>
   <range lower="1" upper="10" label="1 to 10" symbol="1" render="true"/>
   <range lower="10" upper="100" label="10 to 100" symbol="2" render="true"/>
   <range lower="100" upper="100000000" label="over 100" symbol="3" render="true"/>
  </ranges>
  <symbols>
   <symbol type="line" name="0" alpha="1" clip_to_extent="1">
    <layer class="SimpleLine" enabled="1" pass="0">
     <Option type="Map">
     <Option name="line_color" type="QString" value="190,205,225,255"/>
     <Option name="line_width" type="QString" value="0.2"/>
     <Option name="line_width_unit" type="QString" value="MM"/>
     <Option name="line_style" type="QString" value="solid"/>
     <Option name="capstyle" type="QString" value="round"/>
     </Option>
    </layer>
   </symbol>
   <symbol type="line" name="1" alpha="1" clip_to_extent="1">
    <layer class="SimpleLine" enabled="1" pass="0">
     <Option type="Map">
     <Option name="line_color" type="QString" value="140,165,205,255"/>
     <Option name="line_width" type="QString" value="0.5"/>
     <Option name="line_width_unit" type="QString" value="MM"/>
     <Option name="line_style" type="QString" value="solid"/>
     <Option name="capstyle" type="QString" value="round"/>
     </Option>
    </layer>
   </symbol>
   <symbol type="line" name="2" alpha="1" clip_to_extent="1">
    <layer class="SimpleLine" enabled="1" pass="0">
     <Option type="Map">
     <Option name="line_color" type="QString" value="80,110,170,255"/>
     <Option name="line_width" type="QString" value="0.9"/>
     <Option name="line_width_unit" type="QString" value="MM"/>
     <Option name="line_style" type="QString" value="solid"/>
     <Option name="capstyle" type="QString" value="round"/>
     </Option>
    </layer>
   </symbol>
   <symbol type="line" name="3" alpha="1" clip_to_extent="1">
    <layer class="SimpleLine" enabled="1" pass="0">
     <Option type="Map">
     <Option name="line_color" type="QString" value="35,54,92,255"/>
     <Option name="line_width" type="QString" value="1.5"/>
     <Option name="line_width_unit" type="QString" value="MM"/>
     <Option name="line_style" type="QString" value="solid"/>
     <Option name="capstyle" type="QString" value="round"/>
     </Option>
    </layer>
   </symbol>
  </symbols>
 </renderer-v2>
</qgis>
