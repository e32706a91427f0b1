// Where buyers live, as they say it: provinces, autonomous regions, municipalities, larger cities with their province, and the
// regions that shops treat alike. Only names that mean nothing else in a shop (日照, 大理 and 东方 are left out).

/** Province → the names that mean it or lie in it. */
const PLACES: Readonly<Record<string, string>> = {
  北京: '北京', 天津: '天津', 上海: '上海', 重庆: '重庆',
  河北: '河北 石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水',
  山西: '山西 太原 大同 长治 晋城 临汾 运城 晋中',
  内蒙古: '内蒙古 内蒙 呼和浩特 包头 鄂尔多斯 赤峰 通辽 呼伦贝尔 锡林郭勒 锡林浩特 乌兰察布 巴彦淖尔 阿拉善 满洲里',
  辽宁: '辽宁 沈阳 大连 鞍山 抚顺 锦州 营口 丹东',
  吉林: '吉林 长春 延边 四平',
  黑龙江: '黑龙江 哈尔滨 齐齐哈尔 大庆 牡丹江 佳木斯',
  江苏: '江苏 南京 苏州 无锡 常州 南通 扬州 徐州 盐城 镇江 泰州 淮安 连云港 宿迁 昆山',
  浙江: '浙江 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 台州 义乌 舟山 丽水 衢州',
  安徽: '安徽 合肥 芜湖 蚌埠 阜阳 安庆 六安 马鞍山 滁州 宿州 亳州',
  福建: '福建 福州 厦门 泉州 漳州 莆田 龙岩 宁德',
  江西: '江西 南昌 赣州 九江 上饶 宜春 景德镇',
  山东: '山东 济南 青岛 烟台 潍坊 临沂 济宁 淄博 威海 德州 聊城 菏泽',
  河南: '河南 郑州 洛阳 开封 南阳 新乡 安阳 商丘 信阳 周口 许昌',
  湖北: '湖北 武汉 宜昌 襄阳 荆州 黄冈 孝感 十堰',
  湖南: '湖南 长沙 株洲 湘潭 衡阳 岳阳 常德 郴州 邵阳 永州',
  广东: '广东 广州 深圳 东莞 佛山 珠海 惠州 汕头 湛江 江门 茂名 肇庆 揭阳 清远',
  广西: '广西 南宁 桂林 柳州 玉林 北海',
  海南: '海南 海口 三亚 儋州',
  四川: '四川 成都 绵阳 宜宾 南充 泸州 乐山 达州 甘孜 阿坝',
  贵州: '贵州 贵阳 遵义 毕节 六盘水',
  云南: '云南 昆明 曲靖 玉溪 丽江 西双版纳',
  西藏: '西藏 拉萨 日喀则 林芝 那曲 昌都',
  陕西: '陕西 西安 咸阳 宝鸡 渭南 汉中 榆林 延安',
  甘肃: '甘肃 兰州 天水 酒泉 敦煌 嘉峪关 甘南 临夏 张掖 武威 陇南',
  青海: '青海 西宁 格尔木 玉树 果洛 德令哈',
  宁夏: '宁夏 银川 石嘴山 固原 中卫 吴忠',
  新疆: '新疆 乌鲁木齐 喀什 伊犁 阿克苏 库尔勒 克拉玛依 哈密市 和田 昌吉 阿勒泰 塔城 吐鲁番 石河子 博乐',
  香港: '香港', 澳门: '澳门', 台湾: '台湾 台北 高雄',
  港澳台: '港澳台', 江浙沪: '江浙沪皖 江浙沪', 偏远地区: '偏远地区 偏远',
};

/** A name as buyers write it → its province, or the group of regions it stands for. */
export const REGIONS: ReadonlyMap<string, string> = new Map(
  Object.entries(PLACES).flatMap(([province, names]) => names.split(' ').map((name): [string, string] => [name, province])),
);
