"use strict";
// Charts of the numbers that stand in the table beside them. Without this script the table remains.
(function () {
  var COLORS = ["#c7000b", "#0b5cad", "#1b7f3b", "#8a5a00"];

  function options(data) {
    var horizontal = data.kind === "funnel";
    var category = { type: "category", data: data.labels, inverse: horizontal };
    var value = { type: "value", minInterval: data.unit === "%" ? 0 : 1 };
    return {
      animation: false,
      color: COLORS,
      grid: { left: 8, right: 24, top: data.series.length > 1 ? 40 : 16, bottom: 8, containLabel: true },
      legend: data.series.length > 1 ? { top: 0 } : undefined,
      // Drawn on the canvas: the policy of the page lets nobody write styles into it.
      tooltip: { trigger: "axis", confine: true, renderMode: "richText" },
      xAxis: horizontal ? value : category,
      yAxis: horizontal ? category : value,
      series: data.series.map(function (one, nth) {
        return {
          name: one.name,
          type: data.kind === "line" ? "line" : "bar",
          data: one.values,
          barMaxWidth: 36,
          connectNulls: false,
          symbolSize: nth ? 5 : 8,
          lineStyle: { type: nth ? "dashed" : "solid" },
        };
      }),
    };
  }

  function draw(box) {
    var source = document.getElementById(box.id + "-chart");
    if (!source || !window.echarts) {
      return;
    }
    var data = JSON.parse(source.textContent);
    if (!data.labels || !data.labels.length) {
      return;
    }
    var chart = window.echarts.init(box, null, { renderer: "canvas" });
    chart.setOption(options(data));
    window.addEventListener("resize", function () {
      chart.resize();
    });
    var button = document.querySelector('[data-chart-image="' + box.id + '"]');
    if (button) {
      button.hidden = false;
      button.addEventListener("click", function () {
        var link = document.createElement("a");
        link.href = chart.getDataURL({ pixelRatio: 2, backgroundColor: "#ffffff" });
        link.download = data.title + ".png";
        link.click();
      });
    }
  }

  document.querySelectorAll("[data-chart]").forEach(draw);
})();
