<!DOCTYPE qgis PUBLIC "http://mrcc.com/qgis.dtd" "SYSTEM">
<qgis version="3.22" styleCategories="Symbology">
 <renderer-v2 type="RuleRenderer" symbollevels="0" enableorderby="0">
  <rules key="areas">
   <rule key="unknown" filter="&quot;area_id&quot; &lt; 0" label="hatched: not known, or too few streets to tell apart" symbol="4"/>
   <rule key="few" filter="&quot;area_id&quot; &gt;= 0 AND &quot;violence_sexual_expected_a_year&quot; IS NULL" label="fewer than 5 violent or sexual offences recorded" symbol="0"/>
   <rule key="low" filter="&quot;violence_sexual_expected_a_year&quot; &lt; 3" label="under 3 violent or sexual offences recorded a year, at any hour and in any place" symbol="1"/>
   <rule key="mid" filter="&quot;violence_sexual_expected_a_year&quot; &gt;= 3 AND &quot;violence_sexual_expected_a_year&quot; &lt; 6" label="3 to 6" symbol="2"/>
   <rule key="high" filter="&quot;violence_sexual_expected_a_year&quot; &gt;= 6" label="6 or more" symbol="3"/>
  </rules>
  <symbols>
   <symbol type="fill" name="0" alpha="0.8" clip_to_extent="1">
    <layer class="SimpleFill" enabled="1" pass="0">
     <Option type="Map">
     <Option name="style" type="QString" value="no"/>
     <Option name="outline_color" type="QString" value="90,90,102,255"/>
     <Option name="outline_width" type="QString" value="0.2"/>
     </Option>
    </layer>
   </symbol>
   <symbol type="fill" name="1" alpha="0.8" clip_to_extent="1">
    <layer class="SimpleFill" enabled="1" pass="0">
     <Option type="Map">
     <Option name="color" type="QString" value="198,219,239,255"/>
     <Option name="style" type="QString" value="solid"/>
     <Option name="outline_color" type="QString" value="90,90,102,255"/>
     <Option name="outline_width" type="QString" value="0.2"/>
     </Option>
    </layer>
   </symbol>
   <symbol type="fill" name="2" alpha="0.8" clip_to_extent="1">
    <layer class="SimpleFill" enabled="1" pass="0">
     <Option type="Map">
     <Option name="color" type="QString" value="107,174,214,255"/>
     <Option name="style" type="QString" value="solid"/>
     <Option name="outline_color" type="QString" value="90,90,102,255"/>
     <Option name="outline_width" type="QString" value="0.2"/>
     </Option>
    </layer>
   </symbol>
   <symbol type="fill" name="3" alpha="0.8" clip_to_extent="1">
    <layer class="SimpleFill" enabled="1" pass="0">
     <Option type="Map">
     <Option name="color" type="QString" value="8,81,156,255"/>
     <Option name="style" type="QString" value="solid"/>
     <Option name="outline_color" type="QString" value="90,90,102,255"/>
     <Option name="outline_width" type="QString" value="0.2"/>
     </Option>
    </layer>
   </symbol>
   <symbol type="fill" name="4" alpha="1" clip_to_extent="1">
    <layer class="SimpleFill" enabled="1" pass="0">
     <Option type="Map">
     <Option name="color" type="QString" value="80,80,90,255"/>
     <Option name="style" type="QString" value="b_diagonal"/>
     <Option name="outline_color" type="QString" value="80,80,90,255"/>
     <Option name="outline_width" type="QString" value="0.1"/>
     </Option>
    </layer>
   </symbol>
  </symbols>
 </renderer-v2>
</qgis>
