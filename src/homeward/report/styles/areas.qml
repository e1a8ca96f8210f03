<!DOCTYPE qgis PUBLIC "http://mrcc.com/qgis.dtd" "SYSTEM">
<qgis version="3.22" styleCategories="Symbology">
 <renderer-v2 type="RuleRenderer" symbollevels="0" enableorderby="0">
  <rules key="areas">
   <rule key="few" filter="&quot;robbery_expected_a_year&quot; IS NULL" label="fewer than 5 robberies recorded" symbol="0"/>
   <rule key="low" filter="&quot;robbery_expected_a_year&quot; &lt; 2" label="under 2 robberies a year" symbol="1"/>
   <rule key="mid" filter="&quot;robbery_expected_a_year&quot; &gt;= 2 AND &quot;robbery_expected_a_year&quot; &lt; 5" label="2 to 5" symbol="2"/>
   <rule key="high" filter="&quot;robbery_expected_a_year&quot; &gt;= 5" label="5 or more" symbol="3"/>
  </rules>
  <symbols>
   <symbol type="fill" name="0" alpha="0.6" clip_to_extent="1">
    <layer class="SimpleFill" enabled="1" pass="0">
     <Option type="Map">
     <Option name="color" type="QString" value="220,220,226,255"/>
     <Option name="style" type="QString" value="b_diagonal"/>
     <Option name="outline_color" type="QString" value="90,90,102,255"/>
     <Option name="outline_width" type="QString" value="0.1"/>
     </Option>
    </layer>
   </symbol>
   <symbol type="fill" name="1" alpha="0.6" clip_to_extent="1">
    <layer class="SimpleFill" enabled="1" pass="0">
     <Option type="Map">
     <Option name="color" type="QString" value="222,235,247,255"/>
     <Option name="style" type="QString" value="solid"/>
     <Option name="outline_color" type="QString" value="90,90,102,255"/>
     <Option name="outline_width" type="QString" value="0.1"/>
     </Option>
    </layer>
   </symbol>
   <symbol type="fill" name="2" alpha="0.6" clip_to_extent="1">
    <layer class="SimpleFill" enabled="1" pass="0">
     <Option type="Map">
     <Option name="color" type="QString" value="158,202,225,255"/>
     <Option name="style" type="QString" value="solid"/>
     <Option name="outline_color" type="QString" value="90,90,102,255"/>
     <Option name="outline_width" type="QString" value="0.1"/>
     </Option>
    </layer>
   </symbol>
   <symbol type="fill" name="3" alpha="0.6" clip_to_extent="1">
    <layer class="SimpleFill" enabled="1" pass="0">
     <Option type="Map">
     <Option name="color" type="QString" value="49,130,189,255"/>
     <Option name="style" type="QString" value="solid"/>
     <Option name="outline_color" type="QString" value="90,90,102,255"/>
     <Option name="outline_width" type="QString" value="0.1"/>
     </Option>
    </layer>
   </symbol>
  </symbols>
 </renderer-v2>
</qgis>
