package dates

// nonDates are questions without an expression of time.
const nonDates = `
may I use this
march on washington
fall in love
a second chance
spring boot tutorial
the spring framework
dependency injection in spring boot
Monday.com pricing
version 2023.1 release notes
iphone 12 review
1984 orwell
catch 22
24 hours of le mans
7 days to die
week number formula
last of us walkthrough
windows 2000 drivers
error 2023
black friday history
good friday agreement
it may rain
what may cause headaches
may the force be with you
how to fall asleep
free fall physics
falls prevention
hot spring hotel
spring onion soup
spring rolls
usa today crossword
psychology today adhd
sunday times bestseller
saturday night live
one day at a time
100 years of solitude
a year in provence
two weeks notice
28 days later
365 days of yoga
30 days challenge
day trip from london
first quarter earnings explained
half life 3
2000 calories a day
10000 steps
visual studio 2022
sql server 2019 install
windows server 2016
rfc 2616
sun tzu art of war
sat prep
wed planner
march madness bracket
protest march
the winter soldier
summer school
summertime sadness lyrics
the last samurai
last name generator
past tense of go
past simple
this old house
a long time ago
once upon a time
back to the future
ubuntu 20.04
python 3.12
2023-2024x
v2023
abc2023
#2023
$2000 laptop
2027 budget plan
calendar for 2030
history of rome in 1453
next week weather
tomorrow never dies
next year plans
now or never
24/7 support
9/11 documentary
50/50 chance
1/2 cup of flour
the fall of rome
groundhog day
day of the tentacle
weekend at bernie's
ten years younger
new year's resolutions ideas
in two weeks
in 5 minutes recipes
over 30 days return policy
half a year of rust
year zero
april fools pranks
october revolution
since the beginning
before sunrise
before sunset movie
after life
after the burial
from dusk till dawn
until dawn
decade counter circuit
month to month lease
week by week pregnancy
day 1
三月不知肉味
年轻人的第一套房
周杰伦 专辑
月饼做法
五月天 演唱会
十月革命
一周年纪念
每周计划模板
每天一道菜
三天打鱼两天晒网
百年孤独
三年级数学
二年级语文
周期表
上周期函数
今日头条 面试
年糕的做法
年龄计算器
秋刀鱼之味
春节序曲
春联怎么写
春风十里不如你
夏令营推荐
冬虫夏草
秋天的童话
星期五餐厅
一日三餐
三个月宝宝辅食
两周岁
三天学会吉他
30天瘦身
一年有多少天
十年之约
12号线地铁
3号楼
以前天气怎么样
如今年轻人
目前天津
明天会更好
明年计划
下周天气
几年级学分数
很久以前
日本料理
月球有多远
周末去哪玩
过年回家
新年快乐
中秋月饼
五一路
三月三
八月十五
周一围
周六福
半年报怎么看
前三季度财报
前端框架
后天
第一季
第二季
权力的游戏第三季
天气之子
2046 王家卫
1984 奥威尔
三年二班
周易
年终总结
年会策划
bread in December 2030
june 1944 normandy
paris in may 1968
the summer of 1969
before 1990
1949年10月 开国大典
1984年春天
2030年计划
三年前端开发经验
最近邻算法
那年夏天
每年三月
每周三
2023款
2023年级
past few hours
the last week tonight with john oliver
spring cleaning checklist
monday motivation
christmas cookies
late 2010s music
the 1990s
most beautiful falls
jan van eyck
report-2023-03.pdf
20230312
IMG_20230312.jpg
2023_03_12
12/24
a day in the life
after the burial band
million years ago dinosaurs
hundreds of years ago
2000 years ago rome
at least two people
well water testing
recipe not from this year
recipe at the start of the pandemic
不是今年的菜谱
除了去年的菜谱
the night before christmas
keyword may
suspension spring
long weekend
网络星期一
长周末
H1 heading
`
