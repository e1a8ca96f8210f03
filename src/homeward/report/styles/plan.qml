<!DOCTYPE qgis PUBLIC "http://mrcc.com/qgis.dtd" "SYSTEM">
<qgis version="3.22" styleCategories="Symbology|Labeling" labelsEnabled="1">
 <renderer-v2 type="singleSymbol" symbollevels="0" enableorderby="0">
  <symbols>
   <symbol type="line" name="0" alpha="1" clip_to_extent="1">
    <layer class="SimpleLine" enabled="1" pass="0">
     <Option type="Map">
     <Option name="line_color" type="QString" value="0,83,79,255"/>
     <Option name="line_width" type="QString" value="1.4"/>
     <Option name="line_width_unit" type="QString" value="MM"/>
     <Option name="line_style" type="QString" value="solid"/>
     <Option name="capstyle" type="QString" value="round"/>
     </Option>
    </layer>
   </symbol>
  </symbols>
 </renderer-v2>
 <labeling type="simple">
  <settings calloutType="simple">
   <text-style fieldName="$id" isExpression="1" fontSize="9" fontSizeUnit="Point" fontFamily="Sans Serif" fontWeight="75" textColor="0,83,79,255" textOpacity="1" namedStyle="Bold">
    <text-buffer bufferDraw="1" bufferSize="1" bufferSizeUnits="MM" bufferColor="255,255,255,255" bufferOpacity="1"/>
   </text-style>
   <placement placement="0" dist="1.2" distUnits="MM" geometryGenerator="point_on_surface($geometry)" geometryGeneratorEnabled="1" geometryGeneratorType="PointGeometry"/>
   <rendering drawLabels="1" displayAll="1" obstacle="0"/>
  </settings>
 </labeling>
</qgis>
